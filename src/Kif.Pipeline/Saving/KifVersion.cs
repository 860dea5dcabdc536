using System.Reflection;

namespace Kif;

/// <summary>The version of Kif that is running.</summary>
internal static class KifVersion
{
    /// <summary>The version with the commit that it was built from, where that is known.</summary>
    public static string Current { get; } =
        typeof(KifVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
