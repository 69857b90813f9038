"""The static site: what BERT Explorer shows, for any web host.

python -m docs.site            # writes build/site
"""
