using System.Globalization;
using System.Runtime.InteropServices;
using Kif.Models;

namespace Kif;

/// <summary>Versions, and properties of the machine and the process that can change the last bits of a run.</summary>
internal static class RunEnvironment
{
    private const string Threads = "threads", Products = "products", Beginning = "the runs differ in ";

    /// <summary>The entries that are told where they differ; the others follow from them or change nothing.</summary>
    private static readonly string[] Told = ["kif", "torchsharp", "libtorch", "architecture", "processor", Threads, Products];

    /// <summary>Returns those of this process now.</summary>
    public static SortedDictionary<string, string> Now()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kif"] = KifVersion.Current,
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version?.ToString() ?? "",
            ["libtorch"] = torch.__version__,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["os"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["processor"] = CpuFeatures.Current.Name,
        };
        return Used(all);
    }

    /// <summary>Returns an environment with what is process-wide as it is now: another comparison may have changed it since.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="versions">The versions of Kif that did a run, one after another; null for the environment's own.</param>
    public static SortedDictionary<string, string> Used(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string>? versions = null)
    {
        var used = new SortedDictionary<string, string>(environment.ToDictionary(), StringComparer.Ordinal)
            { [Threads] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture) };
        if (versions is not null) used["kif"] = string.Join(", then ", versions);
        used.Remove(Products);
        if (MatmulPrecision.IsRounded) used[Products] = "rounded to bfloat16";
        return used;
    }

    /// <summary>Returns the entries that can change the last bits of what is computed.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Telling(IReadOnlyDictionary<string, string> environment) =>
        environment.Where(e => Told.Contains(e.Key));

    /// <summary>Whether a sentence is one of <see cref="Difference"/>.</summary>
    public static bool IsDifference(string sentence) => sentence.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>Returns a sentence on how the environments of runs that are compared differ; null if they do not, or nothing is known of one.</summary>
    public static string? Difference(IEnumerable<IReadOnlyDictionary<string, string>> environments)
    {
        IReadOnlyDictionary<string, string>[] known = [.. environments.Where(e => e.Count > 0)];
        string[] differing = [.. Told.Select(key => (Key: key, Values: known.Select(e => e.GetValueOrDefault(key, "none")).Distinct()
            .Order(StringComparer.Ordinal).ToArray())).Where(d => d.Values.Length > 1).Select(d => $"{d.Key} ({string.Join(", ", d.Values)})")];
        return differing.Length == 0 ? null
            : $"{Beginning}{string.Join(", ", differing)}: that alone can change bits, so a small difference between them may come from it";
    }
}
