isograde_distribution(Single-Phase-Member)
isograde_member(Single-Phase-Member single_phase_member/_fast sources/single_phase.c)
