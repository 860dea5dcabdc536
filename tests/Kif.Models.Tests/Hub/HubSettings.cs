namespace Kif.Models.Tests.Hub;

/// <summary>Environments of a hub for tests.</summary>
internal static class HubSettings
{
    /// <summary>Makes an environment of the given variables alone.</summary>
    public static HubEnvironment Of(params (string Name, string Value)[] variables) =>
        new(name => variables.Where(v => v.Name == name).Select(v => v.Value).LastOrDefault());
}
