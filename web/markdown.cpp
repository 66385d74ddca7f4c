// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "web/markdown_parts.hpp"
#include "web/render.hpp"

namespace zusage::web {
namespace {

constexpr int options = CMARK_OPT_VALIDATE_UTF8;  // without CMARK_OPT_UNSAFE

bool is_raw_html(cmark_node* node) {
  const auto type = cmark_node_get_type(node);
  return type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
}

std::vector<cmark_node*> raw_html_in(cmark_node* root) {
  std::vector<cmark_node*> found;
  const auto steps = walk(root);
  for (auto event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    auto* node = cmark_iter_get_node(steps.get());
    if (event == CMARK_EVENT_ENTER && is_raw_html(node)) found.push_back(node);
  }
  return found;
}

// cmark would leave a comment in its place that says so.
void drop_raw_html(cmark_node* root) {
  for (auto* node : raw_html_in(root)) {
    cmark_node_unlink(node);
    cmark_node_free(node);
  }
}

// Where an address begins at or behind `from`, at the beginning of a word.
std::size_t find_address(std::string_view text, std::size_t from) {
  while (true) {
    const auto at = std::min(text.find("https://", from), text.find("http://", from));
    if (at == std::string_view::npos) return at;
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '(') return at;
    from = at + 1;
  }
}

// What ends a sentence is none of the address.
std::string_view address_at(std::string_view text, std::size_t at) {
  auto found = text.substr(at, text.find_first_of(" <>\"\n", at) - at);
  constexpr std::string_view closing = ".,;:!?)*_'";
  while (!found.empty() && closing.find(found.back()) != std::string_view::npos)
    found.remove_suffix(1);
  return found;
}

cmark_node* text_node(std::string_view text) {
  auto* made = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(made, std::string(text).c_str());
  return made;
}

// An address that stands bare is a link as well. One with a placeholder is not yet an address.
void link_addresses_of(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  const std::string text = literal ? literal : "";
  std::size_t done = 0;
  // Behind what was taken: an address may have another one in brackets in it.
  for (auto at = find_address(text, 0); at != std::string::npos;
       at = find_address(text, std::max(at + 1, done))) {
    const auto address = address_at(text, at);
    if (address.size() <= std::string_view("https://").size() ||
        address.find('{') != std::string_view::npos)
      continue;
    auto* link = cmark_node_new(CMARK_NODE_LINK);
    cmark_node_set_url(link, std::string(address).c_str());
    cmark_node_append_child(link, text_node(address));
    cmark_node_insert_before(node, text_node(std::string_view(text).substr(done, at - done)));
    cmark_node_insert_before(node, link);
    done = at + address.size();
  }
  if (done > 0) cmark_node_set_literal(node, text.substr(done).c_str());
}

void link_addresses(cmark_node* root) {
  cmark_consolidate_text_nodes(root);
  std::vector<cmark_node*> texts;
  int links = 0;
  const auto steps = walk(root);
  for (auto event = cmark_iter_next(steps.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(steps.get())) {
    auto* node = cmark_iter_get_node(steps.get());
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
      links += event == CMARK_EVENT_ENTER ? 1 : -1;
    if (type == CMARK_NODE_TEXT && links == 0) texts.push_back(node);
  }
  for (auto* node : texts) link_addresses_of(node);
}

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
  std::string indent;
  for (auto* outer = cmark_node_parent(list); outer; outer = cmark_node_parent(outer)) {
    if (cmark_node_get_type(outer) == CMARK_NODE_LIST) indent += "  ";
  }
  if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return indent + "- ";
  int number = cmark_node_get_list_start(list);
  for (auto* before = cmark_node_previous(item); before; before = cmark_node_previous(before))
    ++number;
  return indent + std::to_string(number) + ". ";
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
      end_block(text, false);
      break;
    case CMARK_NODE_LIST:
      end_block(text, in_tight_list(node));  // one inside another
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
  markdown_document read{cmark_parse_document(markdown.data(), markdown.size(), options),
                         &cmark_node_free};
  link_addresses(read.get());
  return read;
}

markdown_walker walk(cmark_node* root) {
  return {cmark_iter_new(root), &cmark_iter_free};
}

std::string to_html(cmark_node* root) {
  drop_raw_html(root);
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
