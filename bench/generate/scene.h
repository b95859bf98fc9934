// The scene of one object of the trail: an account in a region for some minutes, with the two dozen sessions that are
// active there. Fills templates (call.h) and knows who may play which part.
//
// Not thread-safe; each file has its own. A pure function of seed, account, region and file number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/call.h"
#include "generate/random.h"
#include "generate/world.h"

namespace crosstrail::generate {

/// A session: its userIdentity and where its requests come from.
struct Actor {
  ActorKind kind = kWorkload;
  std::string identity_108;  // userIdentity as eventVersion 1.08 writes it, without the closing brace
  std::string identity;      // the same since 1.09: no empty objects
  std::string arn;
  std::string address;       // sourceIPAddress
  std::string user_agent;    // for S3 without the brackets
  std::string vpc_endpoint;  // when the request passed one
  bool console = false;      // sessionCredentialFromConsole
};

class Scene {
 public:
  Scene(const Account& account, std::string_view region, std::int64_t start, std::uint64_t seed);

  /// Starts a burst of calls by one session. Trails are full of them: a job that walks a list, an agent that polls.
  void NextBurst() { actor_hash_ = random_.Next(); }

  /// Starts the next event and stamps it. Half of the events of a burst are about the same resources as the one before.
  void NextEvent(std::int64_t time);

  /// The session of one of `kinds` that plays the burst; never null when a kind other than kService is named, null for
  /// kService alone.
  const Actor* PickActor(std::uint8_t kinds);

  /// Whether the connection of this event uses TLS 1.3 rather than 1.2.
  bool ModernTls() const { return Scale(Hash('Z'), 4) != 0; }
  std::string_view CipherSuite() const;

  /// Appends `pattern`, its letters filled in (fill.cc has the list). `actor` may be null where $X does not occur.
  void Fill(std::string& out, std::string_view pattern, const Actor* actor);

  Random& random() { return random_; }
  const Account& account() const { return account_; }
  const std::string& region() const { return region_; }
  std::int64_t time() const { return time_; }

 private:
  void AddWorkloads();
  void AddPeople();
  void AddUsersAndServices();
  std::string AssumedRole(const Role& role, const std::string& session, std::string_view extra, bool mfa, bool old_form,
                          std::int64_t created, std::uint64_t key) const;
  bool FillResource(std::string& out, char letter) const;
  bool FillFixed(std::string& out, char letter, const Actor* actor) const;
  void FillFresh(std::string& out, char letter);
  void AppendObjectKey(std::string& out) const;
  std::uint64_t Hash(char letter) const { return Derive(event_hash_, static_cast<unsigned char>(letter)); }
  std::uint64_t RegionalId(char letter, std::size_t population) const;

  const Account& account_;
  std::string region_;
  std::int64_t start_;
  std::uint64_t regional_hash_;
  Random random_;
  std::uint64_t actor_hash_ = 0;
  std::uint64_t event_hash_ = 0;
  std::int64_t time_;
  std::vector<Actor> actors_;
};

}  // namespace crosstrail::generate
