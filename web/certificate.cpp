// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/certificate.hpp"

#include "web/pdf.hpp"

namespace zusage::web {
namespace {

constexpr double logo_width = 170, logo_height = 57;  // points: 60 and 20 mm

constexpr pdf_style title{.size = 26, .before = 36, .bold = true};
constexpr pdf_style name{.size = 20, .before = 22, .bold = true};
constexpr pdf_style about_name{.size = 12, .before = 3};
constexpr pdf_style passage{.size = 11, .before = 16};
constexpr pdf_style event_title{.size = 15, .before = 16, .bold = true};
constexpr pdf_style below{.size = 11, .before = 4};
constexpr pdf_style note{.size = 9, .before = 18, .muted = true};

void draw_sessions(pdf_document& on, const certificate& of, const locale& in) {
  if (of.sessions.empty()) return;
  on.text("P", in.text("export.attended"), passage);
  on.begin_list();
  for (const auto& one : of.sessions) on.item(one.title, one.note, below);
  on.end_list();
  on.text("P", of.total, below);
}

}  // namespace

std::string certificate_pdf(const certificate& of, const locale& in, instant at) {
  const auto heading = in.text("export.certificate");
  pdf_document on({heading + " – " + of.event, of.organisers, in.language(), at});
  if (!of.logo.empty()) on.picture(of.logo, logo_width, logo_height);
  on.text("P", of.organisers, about_name);
  on.text("H1", heading, title);
  on.text("P", of.person, name);
  for (const auto& one : of.about_person) on.text("P", one, about_name);
  on.text("P", in.text("export.took_part"), passage);
  on.text("P", of.event, event_title);
  on.text("P", of.period, below);
  on.text("P", of.place, below);
  draw_sessions(on, of, in);
  on.text("P", in.text("export.organised_by", {{"organisers", of.organisers}}), passage);
  on.text("P", of.issued, passage);
  on.text("P", in.text("certificate.reference", {{"reference", of.reference}, {"check", of.check}}),
          note);
  on.text("P", in.text("certificate.without_signature"), {.size = 9, .before = 4, .muted = true});
  return on.finish();
}

}  // namespace zusage::web
