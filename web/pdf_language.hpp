// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// What cairo 1.16 cannot say of a PDF.
namespace zusage::web {

/// The file with its language and the wish that a reader shows the title instead of the file's name
/// (PDF 1.7: `Lang` 14.9.2, `DisplayDocTitle` 12.2). They are added behind the end as a change of
/// the catalogue (7.5.6), so that nothing that cairo wrote moves. @throws pdf_fault for what cairo
/// does not write so.
std::string with_language(std::string pdf, std::string_view language);

}  // namespace zusage::web
