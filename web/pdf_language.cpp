// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/pdf_language.hpp"

#include "web/pdf.hpp"

namespace zusage::web {
namespace {

constexpr auto nowhere = std::string::npos;

std::size_t must_find(const std::string& in, std::string_view what, std::size_t from) {
  const auto at = in.find(what, from);
  if (at == nowhere) throw pdf_fault("the PDF lacks " + std::string(what));
  return at;
}

// `name 12 …` behind `from`.
std::string number_behind(const std::string& in, std::string_view name, std::size_t from) {
  auto at = must_find(in, name, from) + name.size();
  while (at < in.size() && (in[at] == ' ' || in[at] == '\n')) ++at;
  auto end = at;
  while (end < in.size() && in[end] >= '0' && in[end] <= '9') ++end;
  if (end == at) throw pdf_fault("the PDF has no number behind " + std::string(name));
  return in.substr(at, end - at);
}

// Between `12 0 obj` and `endobj`, without the last `>>`.
std::string open_dictionary(const std::string& pdf, const std::string& number) {
  const auto head = "\n" + number + " 0 obj\n";
  const auto begin = must_find(pdf, head, 0) + head.size();
  const auto text = pdf.substr(begin, must_find(pdf, "endobj", begin) - begin);
  const auto end = text.rfind(">>");
  if (end == nowhere || !text.starts_with("<<")) throw pdf_fault("the catalogue is no dictionary");
  return text.substr(0, end);
}

// Twenty bytes exactly (PDF 1.7, 7.5.4).
std::string table_entry(std::size_t offset) {
  std::string digits = std::to_string(offset);
  return std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
}

}  // namespace

std::string with_language(std::string pdf, std::string_view language) {
  const auto trailer = pdf.rfind("trailer\n");
  if (trailer == nowhere) throw pdf_fault("the PDF has no trailer");
  const auto size = number_behind(pdf, "/Size", trailer);
  const auto root = number_behind(pdf, "/Root", trailer);
  const auto info = number_behind(pdf, "/Info", trailer);
  const auto before = number_behind(pdf, "startxref", trailer);
  auto catalogue = open_dictionary(pdf, root);
  if (catalogue.find("/MarkInfo") == nowhere) catalogue += "/MarkInfo << /Marked true >>\n";
  if (!pdf.ends_with('\n')) pdf += '\n';
  const auto object_at = pdf.size();
  pdf += root + " 0 obj\n" + catalogue + "/Lang (" + std::string(language) +
         ")\n/ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n";
  const auto table_at = pdf.size();
  pdf += "xref\n" + root + " 1\n" + table_entry(object_at);
  pdf += "trailer\n<< /Size " + size + "\n/Root " + root + " 0 R\n/Info " + info + " 0 R\n/Prev " +
         before + "\n>>\nstartxref\n" + std::to_string(table_at) + "\n%%EOF\n";
  return pdf;
}

}  // namespace zusage::web
