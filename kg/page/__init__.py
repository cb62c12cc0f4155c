"""A network of claims as one HTML file that needs nothing else: a graph, a table, and every claim's sentence."""

from kg.page.content import Heading
from kg.page.html import colours, is_page, page_text, write_page

__all__ = ["Heading", "colours", "is_page", "page_text", "write_page"]
