"""Invented histories of a bureau, made by the rules of live traffic: to try reports on, never to be taken for real."""
