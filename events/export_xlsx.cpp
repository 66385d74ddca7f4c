// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export_xlsx.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"
#include "base/time_zone.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t piece = 32 * 1024;        // of the file, handed over at a time
constexpr std::size_t longest_cell = 32'767;    // characters (Excel specifications and limits)
constexpr std::size_t longest_sheet_name = 31;  // the same
constexpr double column_width = 18;             // characters
constexpr std::int64_t rows_between_checks = 1000;
// The library does not say when a row could not be written. No thousand rows need as much.
constexpr std::uintmax_t least_space = 64 * 1024 * 1024;

// Readable and writable for its owner, and gone from the folder as soon as it is there.
class nameless_file {
 public:
  nameless_file() : folder_(std::filesystem::temp_directory_path()) {
    auto path = (folder_ / "zusage-XXXXXX").string();
    fd_ = ::mkostemp(path.data(), O_CLOEXEC);  // 0600
    if (fd_ < 0)
      throw std::runtime_error("cannot write to " + folder_.string() + ": " + std::strerror(errno));
    ::unlink(path.c_str());
  }
  ~nameless_file() { ::close(fd_); }
  nameless_file(const nameless_file&) = delete;
  nameless_file& operator=(const nameless_file&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
  const std::filesystem::path& folder() const { return folder_; }

  void require_space() const {
    if (std::filesystem::space(folder_).available < least_space)
      throw std::runtime_error("there is no space left in " + folder_.string());
  }

  void hand_over(const export_sink& sink) const {
    std::array<char, piece> buffer{};
    for (off_t at = 0;;) {
      const auto got = ::pread(fd_, buffer.data(), buffer.size(), at);
      if (got < 0)
        throw std::runtime_error(std::string("cannot read a sheet: ") + std::strerror(errno));
      if (got == 0 || !sink({buffer.data(), std::size_t(got)})) return;
      at += got;
    }
  }

 private:
  std::filesystem::path folder_;
  int fd_ = -1;
};

void require(lxw_error what) {
  if (what != LXW_NO_ERROR)
    throw std::runtime_error(std::string("cannot write a sheet: ") + lxw_strerror(what));
}

struct freed {
  void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};

lxw_datetime to_datetime(instant at, const std::string& zone) {
  const auto local = to_local(at, zone);
  lxw_datetime made{};
  made.year = local.year;
  made.month = local.month;
  made.day = local.day;
  made.hour = local.hour;
  made.min = local.minute;
  made.sec = local.second;
  return made;
}

// The workbook and its only sheet.
class sheet {
 public:
  sheet(const nameless_file& file, const event& of) : zone_(of.time_zone) {
    auto folder = file.folder().string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.data();
    book_.reset(workbook_new_opt(file.path().c_str(), &options));
    if (!book_) throw std::runtime_error("cannot begin a sheet");
    sheet_ = workbook_add_worksheet(book_.get(), of.slug.substr(0, longest_sheet_name).c_str());
    if (!sheet_) throw std::runtime_error("cannot begin a sheet");
    bold_ = workbook_add_format(book_.get());
    format_set_bold(bold_);
    moment_ = workbook_add_format(book_.get());
    format_set_num_format(moment_, "yyyy-mm-dd hh:mm");
  }

  void add_head(const std::vector<export_column>& columns) {
    lxw_col_t at = 0;
    for (const auto& column : columns)
      require(worksheet_write_string(sheet_, 0, at++, column.key.c_str(), bold_));
    worksheet_freeze_panes(sheet_, 1, 0);
    if (at > 0) require(worksheet_set_column(sheet_, 0, lxw_col_t(at - 1), column_width, nullptr));
  }

  void add(const std::vector<export_column>& columns, const export_row& row) {
    ++last_row_;
    lxw_col_t at = 0;
    for (const auto& column : columns) add_cell(at++, column, row);
  }

  void finish(std::size_t columns) {
    if (columns > 0) require(worksheet_autofilter(sheet_, 0, 0, last_row_, lxw_col_t(columns - 1)));
    require(workbook_close(book_.release()));  // frees it in any case
  }

 private:
  void add_cell(lxw_col_t at, const export_column& column, const export_row& row) {
    if (column.time) {
      const auto when = column.time(row);
      if (!when) return;
      auto local = to_datetime(*when, zone_);
      require(worksheet_write_datetime(sheet_, last_row_, at, &local, moment_));
      return;
    }
    auto text = cell_text(column.cell(row));
    if (text.empty()) return;
    if (text.size() > longest_cell) text = cut(text, longest_cell - 1);
    require(worksheet_write_string(sheet_, last_row_, at, text.c_str(), nullptr));
  }

  std::unique_ptr<lxw_workbook, freed> book_;
  lxw_worksheet* sheet_ = nullptr;  // belongs to the book, as the formats do
  lxw_format *bold_ = nullptr, *moment_ = nullptr;
  std::string zone_;
  lxw_row_t last_row_ = 0;
};

}  // namespace

std::int64_t write_xlsx(const schema::reader& db, const exported& what,
                        const std::vector<export_column>& columns, const export_sink& sink) {
  const nameless_file file;
  sheet made(file, what.of);
  made.add_head(columns);
  std::int64_t rows = 0;
  each_export_row(db, what, [&](const export_row& row) {
    if (!fits_into(export_format::xlsx, rows + 1))
      throw std::runtime_error("a sheet takes no more than " + std::to_string(xlsx_rows) + " rows");
    if (rows++ % rows_between_checks == 0) file.require_space();
    made.add(columns, row);
    return true;
  });
  made.finish(columns.size());
  file.hand_over(sink);
  return rows;
}

}  // namespace zusage::events
