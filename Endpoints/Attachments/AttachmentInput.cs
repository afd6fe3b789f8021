using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Attachments;

/// <summary>Everything that can happen to an attachment. A closed family.</summary>
public abstract record AttachmentInput;

/// <summary>A call told the endpoint something.</summary>
/// <param name="Notice">What.</param>
/// <param name="Behavior">What the endpoint is programmed to do at present.</param>
public sealed record Told(EndpointNotice Notice, EndpointBehavior Behavior) : AttachmentInput;

/// <summary>The person picks up.</summary>
public sealed record PickedUp : AttachmentInput;

/// <summary>The person declines.</summary>
public sealed record TurnedDown : AttachmentInput;

/// <summary>The person hangs up.</summary>
public sealed record HungUp : AttachmentInput;

/// <summary>An app has been told of the ringing.</summary>
/// <param name="Ring">Which ringing.</param>
public sealed record AppTold(uint Ring) : AttachmentInput;

/// <summary><see cref="Attachment.Due"/> may have come.</summary>
public sealed record TimePassed : AttachmentInput;
