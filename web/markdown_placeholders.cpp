// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <vector>

#include "web/markdown_parts.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

std::string_view or_empty(const char* text) {
  return text ? text : "";
}

// The nodes that are entered, before anything is changed: a walk must not see its tree change.
std::vector<cmark_node*> nodes_of(cmark_node* root) {
  std::vector<cmark_node*> nodes;
  const auto steps = walk(root);
  for (auto event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    if (event == CMARK_EVENT_ENTER) nodes.push_back(cmark_iter_get_node(steps.get()));
  }
  return nodes;
}

cmark_node* text_node(const std::string& text) {
  auto* const made = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(made, text.c_str());
  return made;
}

cmark_node* link_node(const std::string& address) {
  auto* const made = cmark_node_new(CMARK_NODE_LINK);
  cmark_node_set_url(made, address.c_str());
  cmark_node_append_child(made, text_node(address));
  return made;
}

bool is_inside_link(cmark_node* node) {
  for (auto* outer = cmark_node_parent(node); outer; outer = cmark_node_parent(outer)) {
    if (cmark_node_get_type(outer) == CMARK_NODE_LINK) return true;
  }
  return false;
}

void fill_text(cmark_node* node, const placeholder_values& values) {
  const std::string text(or_empty(cmark_node_get_literal(node)));
  const bool may_link = !is_inside_link(node);
  for (const auto& piece : split_placeholders(text)) {
    const auto value = piece.placeholder ? values.find(piece.text) : values.end();
    const bool links = value != values.end() && value->second.is_link && may_link;
    auto* const made =
        links ? link_node(value->second.text)
              : text_node(piece.placeholder
                              ? fill_placeholders("{" + std::string(piece.text) + "}", values)
                              : std::string(piece.text));
    cmark_node_insert_before(node, made);
  }
  cmark_node_unlink(node);
  cmark_node_free(node);
}

void fill_literal(cmark_node* node, const placeholder_values& values) {
  const auto filled = fill_placeholders(or_empty(cmark_node_get_literal(node)), values);
  cmark_node_set_literal(node, filled.c_str());
}

// Only an address of ours, and nothing else beside it, can be the target of a link.
void fill_target(cmark_node* link, const placeholder_values& values) {
  const auto pieces = split_placeholders(or_empty(cmark_node_get_url(link)));
  if (pieces.size() != 1 || !pieces.front().placeholder) return;
  const auto value = values.find(pieces.front().text);
  if (value == values.end() || !value->second.is_link) return;
  const auto address = value->second.text;
  cmark_node_set_url(link, address.c_str());
}

markdown_document filled(std::string_view markdown, const placeholder_values& values) {
  auto root = parse_markdown(markdown);
  cmark_consolidate_text_nodes(root.get());  // `_` stands in a node of its own
  for (auto* const node : nodes_of(root.get())) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
        fill_text(node, values);
        break;
      case CMARK_NODE_CODE:
      case CMARK_NODE_CODE_BLOCK:
        fill_literal(node, values);
        break;
      case CMARK_NODE_LINK:
        fill_target(node, values);
        break;
      default:
        break;
    }
  }
  return root;
}

bool has_lone_placeholder(std::string_view target) {
  const auto pieces = split_placeholders(target);
  return pieces.size() == 1 && pieces.front().placeholder && pieces.front().text == "event_url";
}

bool is_bad_target(cmark_node* link) {
  const auto target = or_empty(cmark_node_get_url(link)),
             title = or_empty(cmark_node_get_title(link));
  const bool in_target =
      target.find('{') != std::string_view::npos && !has_lone_placeholder(target);
  return in_target || title.find('{') != std::string_view::npos;
}

}  // namespace

std::string markdown_to_html(std::string_view markdown, const placeholder_values& values) {
  return to_html(filled(markdown, values).get());
}

std::string markdown_to_text(std::string_view markdown, const placeholder_values& values) {
  return to_text(filled(markdown, values).get());
}

std::string find_unwanted(std::string_view markdown) {
  const auto root = parse_markdown(markdown);
  for (auto* const node : nodes_of(root.get())) {
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) return "html";
    if (type == CMARK_NODE_IMAGE) return "picture";
    if (type == CMARK_NODE_LINK && is_bad_target(node)) return "placeholder";
  }
  return {};
}

}  // namespace zusage::web
