"""Files of a submission: added one by one by a script, and handed out."""

from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.models import Submission, SubmissionFile
from networks.workflow import NotAllowed, files
from plumbing import uploads
from plumbing.access import signed_in
from plumbing.files import attachment


@signed_in(for_script=True)
@require_POST
def add(request: HttpRequest, pk: int) -> JsonResponse:
    """One file, sent by a script that shows its progress; the page of the step then shows what is there."""
    submission = get_object_or_404(Submission.objects.shared_with(request.user), pk=pk)
    upload = request.FILES.get("files")
    if upload is None:
        return JsonResponse({"refused": _("No file arrived.")}, status=400)
    try:
        file = files.add(submission, upload, by=request.user)
    except (uploads.Refused, NotAllowed) as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    return JsonResponse({"file": file.pk, "name": file.name}, status=201)


@signed_in
def download(request: HttpRequest, pk: int, file: int, name: str) -> FileResponse:
    """For the partnership and the reviewers; what was found infected, or not scanned yet, goes to nobody."""
    readable = Submission.objects.shared_with(request.user) | Submission.objects.reviewable_by(request.user)
    found = get_object_or_404(SubmissionFile, pk=file, name=name, submission__in=readable.filter(pk=pk).values("pk"))
    if not found.is_handed_out or not found.file.storage.exists(found.file.name):
        raise Http404
    return attachment(found.file, name=found.name, media_type=found.media_type)
