"""Huying 呼应: residents call, the grassroots answers."""
