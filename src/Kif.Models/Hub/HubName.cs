using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The kinds of a hub's repositories.</summary>
internal enum HubKind
{
    /// <summary>A model or an adapter.</summary>
    Model,

    /// <summary>A data set.</summary>
    Dataset,

    /// <summary>A program.</summary>
    Space,
}

/// <summary>The name of a repository's revision: <c>owner/name</c> or <c>name</c>, with <c>@revision</c> for another one than <c>main</c>.</summary>
/// <param name="Kind">The kind of the repository.</param>
/// <param name="Id">The repository's name.</param>
/// <param name="Revision">A branch, a tag or a commit. Default: main.</param>
internal sealed partial record HubName(HubKind Kind, string Id, string Revision = HubName.Main)
{
    /// <summary>The revision that is meant where none is named.</summary>
    public const string Main = "main";

    /// <summary>What a name may be, for messages.</summary>
    public const string Allowed =
        "owner/name or name of letters, digits and the signs -, _ and ., with @ and a branch, tag or commit for another revision than main";

    private const int MostIdLength = 200, MostRevisionLength = 250;

    /// <summary>The name of its folder in a cache.</summary>
    public string Folder => $"{Plural}--{Id.Replace("/", "--", StringComparison.Ordinal)}";

    /// <summary>The word for repositories of the kind in addresses and folders, e.g. <c>models</c>.</summary>
    public string Plural => Kind switch { HubKind.Model => "models", HubKind.Dataset => "datasets", _ => "spaces" };

    /// <summary>The word for the repository in messages.</summary>
    public string Noun => Kind switch { HubKind.Model => "model", HubKind.Dataset => "data set", _ => "space" };

    /// <summary>Reads <c>name</c> or <c>name@revision</c>; null if it is neither.</summary>
    public static HubName? TryParse(string text, HubKind kind)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        (string id, string revision) = at < 0 ? (text, Main) : (text[..at], text[(at + 1)..]);
        return IsId(id) && IsRevision(revision) ? new(kind, id, revision) : null;
    }

    /// <summary>Whether a text can be the name of a repository.</summary>
    public static bool IsId(string id) => id.Length <= MostIdLength && Ids().IsMatch(id) && !id.Contains("--", StringComparison.Ordinal)
        && !id.Contains("..", StringComparison.Ordinal) && !id.EndsWith(".git", StringComparison.Ordinal);

    /// <summary>Whether a text can be a revision: in a cache, it is a path below a folder.</summary>
    public static bool IsRevision(string revision) =>
        revision.Length is > 0 and <= MostRevisionLength && !revision.Contains('\\') && SafePath.Below("refs", revision) is not null;

    /// <summary>Whether a text is a commit in full: 40 hexadecimal digits in lower case.</summary>
    public static bool IsCommit(string revision) => Commit().IsMatch(revision);

    /// <summary>Returns the name as it is written on a command line.</summary>
    public override string ToString() => Revision == Main ? Id : $"{Id}@{Revision}";

    [GeneratedRegex(@"^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?\z")]
    private static partial Regex Ids();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex Commit();
}
