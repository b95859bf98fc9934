#include "base/system_message.h"

#include <system_error>

namespace crosstrail {

std::string SystemMessage(int error) { return std::generic_category().message(error); }

}  // namespace crosstrail
