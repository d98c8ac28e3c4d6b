"""Calls, projects, learning networks, what they deliver, and the layer over them."""
