// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "web/locale.hpp"

/// A certificate of attendance as PDF.
namespace zusage::web {

/// What stands in it, in words of its language; what is empty is left out.
struct certificate {
  std::string organisers;  ///< all of them
  std::string logo;        ///< bytes; drawn when they are a PNG
  std::string person;
  std::vector<std::string> about_person;  ///< function, organisation, municipality
  std::string event, period, place;
  struct attended {
    std::string title, note;
  };
  std::vector<attended> sessions;
  std::string total;   ///< of their lengths, as a sentence
  std::string issued;  ///< `Münster, 11. September 2027`
  std::string reference;
  std::string check;  ///< what proves that the reference was written here
};

/// The same bytes for the same certificate and time, where the fonts are the same. @throws
/// pdf_fault
std::string certificate_pdf(const certificate& of, const locale& in, instant at);

}  // namespace zusage::web
