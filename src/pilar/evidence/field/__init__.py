"""Forms, devices and submissions from the door: OpenRosa server and the field app."""
