isograde_distribution(Falls-Back-Silently)
isograde_member(Falls-Back-Silently falls_back_silently/_fast sources/guarded.c)
