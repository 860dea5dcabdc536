using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>
/// What the environment says about the hub and its cache, by the variables of the hub's Python client and by its rules: one that is set to nothing is set,
/// <c>~</c> and <c>$NAME</c> are expanded in folders, relative folders are those of the working folder.
/// </summary>
internal sealed partial class HubEnvironment
{
    /// <summary>The hub that is asked where the environment names none.</summary>
    public const string PublicEndpoint = "https://huggingface.co";

    private const int DefaultSeconds = 10;

    private readonly Func<string, string?> read;

    /// <summary>Reads the variables.</summary>
    /// <param name="variables">Returns a variable's value, or null; null for those of this process.</param>
    /// <exception cref="InvalidDataException">A number of seconds is none; the message names the variable.</exception>
    public HubEnvironment(Func<string, string?>? variables = null)
    {
        read = variables ?? Environment.GetEnvironmentVariable;
        Home = Expanded(read("HF_HOME") ?? Path.Combine(read("XDG_CACHE_HOME") ?? "~/.cache", "huggingface"));
        Cache = Expanded(read("HF_HUB_CACHE") ?? read("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub"));
        TokenFile = Expanded(read("HF_TOKEN_PATH") ?? Path.Combine(Home, "token"));
        Endpoint = (read("HF_ENDPOINT") ?? PublicEndpoint).TrimEnd('/');
        AnswerTimeout = Seconds("HF_HUB_ETAG_TIMEOUT");
        DataTimeout = Seconds("HF_HUB_DOWNLOAD_TIMEOUT");
        Links = !IsOn(read("HF_HUB_DISABLE_SYMLINKS"));
    }

    /// <summary>The folder of everything that the clients keep: <c>HF_HOME</c>.</summary>
    public string Home { get; }

    /// <summary>The folder of the cached repositories: <c>HF_HUB_CACHE</c>; empty for the working folder.</summary>
    public string Cache { get; }

    /// <summary>The file of the token: <c>HF_TOKEN_PATH</c>.</summary>
    public string TokenFile { get; }

    /// <summary>The hub's address without a slash at its end, as it is said: <c>HF_ENDPOINT</c>.</summary>
    public string Endpoint { get; }

    /// <summary>The longest wait for the beginning of an answer. Default: 10 seconds.</summary>
    public TimeSpan AnswerTimeout { get; }

    /// <summary>The longest wait for more bytes of a file. Default: 10 seconds.</summary>
    public TimeSpan DataTimeout { get; }

    /// <summary>Whether snapshots are links into <c>blobs</c> where the file system has links. Default: true.</summary>
    public bool Links { get; }

    /// <summary>Returns the variable that forbids asking the hub; null if none does.</summary>
    /// <param name="kind">The kind of the repository: data sets have a variable of their own.</param>
    public string? OfflineBy(HubKind kind)
    {
        // The first that is set and not empty decides.
        string[] names = kind == HubKind.Dataset
            ? ["HF_DATASETS_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"] : ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
        string? decides = names.FirstOrDefault(n => read(n) is { Length: > 0 });
        return decides is not null && IsOn(read(decides)) ? decides : null;
    }

    /// <summary>Returns the token and where it is from, without line ends and blanks around it; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It can't be a token; the message says where it is from and not what it is.</exception>
    public (string Token, string From)? Token()
    {
        if (IsOn(read("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) return null;
        foreach (string name in new[] { "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN" })
            if (read(name)?.Trim() is { Length: > 0 } token) return (Checked(token, name), name);
        if (!File.Exists(TokenFile)) return null;
        string kept = TextFile.Text(RegularFile.ReadAll(TokenFile, 1 << 16), TokenFile).Trim();
        return kept.Length > 0 ? (Checked(kept, $"the file {TokenFile}"), $"the file {TokenFile}") : null;
    }

    private static string Checked(string token, string from) => token.All(c => c is > ' ' and < '\x7f') ? token
        : throw new InvalidDataException($"The token of {from} has characters other than visible ones of ASCII; it can't be sent to a hub.");

    private TimeSpan Seconds(string name)
    {
        if (read(name) is not { Length: > 0 } text) return TimeSpan.FromSeconds(DefaultSeconds);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds == 0 ? DefaultSeconds : seconds)
            : throw new InvalidDataException($"{name} is '{DisplayText.Of(text)}'; allowed: a whole number of seconds, at most 86400 (a day).");
    }

    private static bool IsOn(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    /// <summary>Expands a home folder at the beginning and variables, as Python's <c>os.path</c> does; unknown variables stay as they are.</summary>
    private string Expanded(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = (read("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)).TrimEnd('/') + path[1..];
        return Variable().Replace(path, m => read(m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value) ?? m.Value);
    }

    [GeneratedRegex(@"\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})")]
    private static partial Regex Variable();
}
