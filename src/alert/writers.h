// The writers behind the table of formats, one file each. Everyone else goes through AlertFormats().
#pragma once

#include <memory>

#include "alert/writer.h"

namespace crosstrail {

std::unique_ptr<AlertWriter> MakeTableWriter(const WriterOptions& options);
std::unique_ptr<AlertWriter> MakeNdjsonWriter(const WriterOptions& options);
std::unique_ptr<AlertWriter> MakeJsonWriter(const WriterOptions& options);
std::unique_ptr<AlertWriter> MakeCsvWriter(const WriterOptions& options);
std::unique_ptr<AlertWriter> MakeEcsWriter(const WriterOptions& options);

}  // namespace crosstrail
