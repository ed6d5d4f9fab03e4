"""What a lesson is made of, the same without a plan and in one: reading, words, knowledge checks, stories."""
