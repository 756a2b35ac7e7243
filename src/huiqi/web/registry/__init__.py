"""Firms and what is known of them: from the register's snapshots, from corrections, from their answers.

The facts themselves stay in the snapshots (``DATA/register``); the tables here hold what is searched,
who said what, and which snapshot is current. Precedence: verified › correction that an officer
confirmed › declared; an answer never enters a run.
"""
