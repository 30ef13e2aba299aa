"""The desk form: what was said on the phone, at the counter or by the hotline, taken down once."""
