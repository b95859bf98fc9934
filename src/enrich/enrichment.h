// What can be added to an event from outside it. Each part may be absent; then its fields are missing.
#pragma once

#include <memory>

#include "enrich/address_database.h"
#include "enrich/user_agent.h"

namespace crosstrail {

struct Enrichment {
  std::shared_ptr<const UserAgentParser> user_agents;  // user_agent.* but for user_agent.original
  std::shared_ptr<const AddressDatabase> places;       // source.geo.*
  std::shared_ptr<const AddressDatabase> systems;      // source.as.*
};

}  // namespace crosstrail
