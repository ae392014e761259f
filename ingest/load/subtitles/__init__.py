"""Subtitles and transcripts (srt, vtt)."""
