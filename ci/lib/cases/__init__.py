"""What ci/cases is made of: reading cases, making what they grade, grading it, and judging what the report says."""
