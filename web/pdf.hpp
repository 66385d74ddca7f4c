// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/time.hpp"

/// Pages of text as PDF, by cairo and Pango: A4, tagged (PDF 1.7, 14.8), with title and language,
/// the fonts in it. What reads pages aloud finds headings, paragraphs and lists; a seal of PDF/UA
/// is not claimed.
namespace zusage::web {

/// There is no font, or no memory.
class pdf_fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct pdf_about {
  std::string title, author;
  std::string language;  ///< `de`
  instant created{};     ///< nothing else of the moment goes into the file
};

struct pdf_style {
  double size = 11;   ///< points
  double before = 0;  ///< points of space above
  double indent = 0;  ///< points from the left margin
  bool bold = false;
  bool muted = false;  ///< grey, and dark enough to be read
};

/// Goes down the page; a new page begins by itself. From one thread at a time.
class pdf_document {
 public:
  explicit pdf_document(const pdf_about& about);  ///< @throws pdf_fault
  ~pdf_document();
  pdf_document(const pdf_document&) = delete;
  pdf_document& operator=(const pdf_document&) = delete;

  /// As large as fits into the box, in points. False, and nothing drawn, for what is no PNG that
  /// can be read or has too many pixels, and behind any text. It is decoration: nothing reads it
  /// aloud.
  bool picture(std::string_view png, double most_width, double most_height);

  /// A heading (`H1` …) or a paragraph (`P`). Wrapped between words, and within one that is too
  /// long for a line; nothing for "".
  void text(std::string_view tag, std::string_view words, const pdf_style& style);

  /// A list of what comes until `end_list`, each with `item` and, below it, `note`.
  void begin_list();
  void item(std::string_view words, std::string_view note, const pdf_style& style);
  void end_list();

  /// The file; the document cannot be used any more. @throws pdf_fault
  std::string finish();

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::web
