namespace CallGrains.Calls.Identifiers;

/// <summary>The cloud an identifier belongs to (<c>CommunicationCloudEnvironmentModel</c>).</summary>
public enum CloudEnvironment : byte
{
    /// <summary>The public cloud; what a missing value means.</summary>
    Public,

    /// <summary>The cloud of the United States Department of Defense.</summary>
    Dod,

    /// <summary>The United States Government Community Cloud High.</summary>
    Gcch,
}
