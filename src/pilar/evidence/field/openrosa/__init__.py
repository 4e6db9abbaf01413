"""The OpenRosa addresses and nothing else: formList, form, manifest, media, submission, view-back, integrity."""
