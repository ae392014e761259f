"""Texts in three languages: canonical and folded forms, sentences, words, numbers, dates, what a question asks for."""
