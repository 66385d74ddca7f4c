// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <cstdlib>

#include "web/markdown_parts.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

constexpr int options = CMARK_OPT_VALIDATE_UTF8;  // without CMARK_OPT_UNSAFE

/// The page has the first heading itself.
void lower_headings(cmark_node* root) {
  const auto steps = walk(root);
  while (cmark_iter_next(steps.get()) != CMARK_EVENT_DONE) {
    cmark_node* node = cmark_iter_get_node(steps.get());
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING) continue;
    const int level = cmark_node_get_heading_level(node);
    if (level < 6 && cmark_iter_get_event_type(steps.get()) == CMARK_EVENT_ENTER) {
      cmark_node_set_heading_level(node, level + 1);
    }
  }
}

void end_block(std::string& text, bool tight) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (!text.empty()) text += tight ? "\n" : "\n\n";
}

std::string item_mark(cmark_node* item) {
  cmark_node* list = cmark_node_parent(item);
  if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return "- ";
  int number = cmark_node_get_list_start(list);
  for (auto* before = cmark_node_previous(item); before; before = cmark_node_previous(before))
    ++number;
  return std::to_string(number) + ". ";
}

bool in_tight_list(cmark_node* node) {
  for (auto* outer = cmark_node_parent(node); outer; outer = cmark_node_parent(outer)) {
    if (cmark_node_get_type(outer) == CMARK_NODE_LIST) return cmark_node_get_list_tight(outer) != 0;
  }
  return false;
}

void enter(cmark_node* node, std::string& text) {
  const char* literal = cmark_node_get_literal(node);
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
      text += literal ? literal : "";
      break;
    case CMARK_NODE_CODE_BLOCK:
      text += literal ? literal : "";
      end_block(text, false);
      break;
    case CMARK_NODE_SOFTBREAK:
      text += ' ';
      break;
    case CMARK_NODE_LINEBREAK:
      text += '\n';
      break;
    case CMARK_NODE_ITEM:
      text += item_mark(node);
      break;
    default:
      break;  // raw HTML has no place in plain text
  }
}

void leave(cmark_node* node, std::string& text) {
  switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
      end_block(text, in_tight_list(node));
      break;
    case CMARK_NODE_HEADING:
    case CMARK_NODE_LIST:
      end_block(text, false);
      break;
    case CMARK_NODE_LINK: {
      const char* url = cmark_node_get_url(node);
      const std::string_view target = url ? url : "";
      const bool usable = target.starts_with("https://") || target.starts_with("http://");
      if (usable && !text.ends_with(target)) text.append(" (").append(target).append(")");
      break;
    }
    default:
      break;
  }
}

}  // namespace

markdown_document parse_markdown(std::string_view markdown) {
  return {cmark_parse_document(markdown.data(), markdown.size(), options), &cmark_node_free};
}

markdown_walker walk(cmark_node* root) {
  return {cmark_iter_new(root), &cmark_iter_free};
}

std::string to_html(cmark_node* root) {
  lower_headings(root);
  const std::unique_ptr<char, decltype(&std::free)> html(cmark_render_html(root, options),
                                                         &std::free);
  return html.get();
}

std::string to_text(cmark_node* root) {
  const auto steps = walk(root);
  std::string text;
  for (auto event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    cmark_node* node = cmark_iter_get_node(steps.get());
    if (event == CMARK_EVENT_ENTER) {
      enter(node, text);
    } else {
      leave(node, text);
    }
  }
  end_block(text, true);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string markdown_to_html(std::string_view markdown) {
  return to_html(parse_markdown(markdown).get());
}

std::string markdown_to_text(std::string_view markdown) {
  return to_text(parse_markdown(markdown).get());
}

}  // namespace zusage::web
