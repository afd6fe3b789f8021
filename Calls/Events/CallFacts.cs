using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Events;

/// <summary>What the events of a call itself (EVENTS section 4) say of it.</summary>
/// <param name="StartedBy">Who began the call.</param>
/// <param name="Locator">The group or room whose call it is, when it has one.</param>
/// <param name="IsTwoParty">Whether it has, and had, two parties only.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record CallFacts(CommunicationIdentifier StartedBy, GroupLocator? Locator, bool IsTwoParty, DateTimeOffset StartedAt);
