"""Files to providers and back: profiles are data, writers render them; nothing here decides who is paid."""
