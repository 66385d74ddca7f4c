// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace zusage::tests {

/// What a reader finds in a PDF, by `pdftotext` of poppler-utils: line ends and breaks of pages as
/// spaces.
std::string pdf_text(const std::string& pdf);

/// What `pdfinfo` says of it, with the tags and their content behind.
std::string pdf_facts(const std::string& pdf);

}  // namespace zusage::tests
