// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <string>
#include <string_view>

/// Files that are still there after a power cut.
namespace zusage::mailer {

/// Time, process and a number that grows: no two files of one machine have the same name, and names
/// sort by when they were made, to the microsecond.
std::string unique_file_name(
    std::chrono::system_clock::time_point at = std::chrono::system_clock::now());

/// Makes a file that nobody else can read and writes it to the disk. False, with `errno` set and
/// nothing left, when it exists or cannot be written.
bool write_new_file(const std::string& path, std::string_view bytes);

/// Writes to the disk which files a folder has. False with `errno` set.
bool sync_folder(const std::string& path);

}  // namespace zusage::mailer
