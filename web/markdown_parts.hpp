// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cmark.h>

#include <memory>
#include <string>
#include <string_view>

/// Markdown as a tree, between reading and writing it.
namespace zusage::web {

using markdown_document = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
using markdown_walker = std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)>;

markdown_document parse_markdown(std::string_view markdown);
markdown_walker walk(cmark_node* root);

/// Headings come one level lower, below that of the page.
std::string to_html(cmark_node* root);
std::string to_text(cmark_node* root);

}  // namespace zusage::web
