using System.Text;

namespace Kif.Models;

/// <summary>The addresses of a hub's protocol.</summary>
/// <param name="endpoint">The hub's address without a slash at its end.</param>
internal sealed class HubAddress(string endpoint)
{
    /// <summary>The hub's address.</summary>
    public string Endpoint => endpoint;

    /// <summary>Returns the address of a file's content.</summary>
    public string File(HubName name, string commit, string path) =>
        $"{endpoint}/{(name.Kind == HubKind.Model ? "" : name.Plural + "/")}{name.Id}/resolve/{Quoted(commit, "")}/{Quoted(path, "/")}";

    /// <summary>Returns the address of what a hub says about a revision.</summary>
    public string Revision(HubName name) => $"{endpoint}/api/{name.Plural}/{name.Id}/revision/{Quoted(name.Revision, "")}";

    /// <summary>Returns the address of the listing of a commit's files.</summary>
    public string Tree(HubName name, string commit) => $"{endpoint}/api/{name.Plural}/{name.Id}/tree/{commit}?recursive=true&expand=false";

    /// <summary>Returns the page that a person looks at.</summary>
    public string Page(HubName name) => $"{endpoint}/{(name.Kind == HubKind.Model ? "" : name.Plural + "/")}{name.Id}";

    /// <summary>Whether two addresses have the same scheme, host and port.</summary>
    public static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.IdnHost == b.IdnHost && a.Port == b.Port;

    /// <summary>Returns an address for messages: without user, query and fragment, which may hold a signature.</summary>
    public static string Shown(Uri address) => DisplayText.Of($"{address.Scheme}://{address.Authority}{address.AbsolutePath}", 200);

    /// <summary>
    /// Returns the name of the blob that a header <c>ETag</c> stands for: <c>W/</c> and quotes are left out. Only a hash is one: 40 or 64 hexadecimal digits.
    /// </summary>
    /// <returns>The name, or null where it is no hash.</returns>
    public static string? BlobOf(string etag) => Unquoted(etag) is var name && IsHash(name) ? name : null;

    /// <summary>Removes <c>W/</c> and quotes of a header <c>ETag</c> as the Python client does.</summary>
    public static string Unquoted(string etag) => etag.TrimStart('W', '/').Trim('"');

    /// <summary>Whether a text can be the name of a blob: a SHA-1 of git or a SHA-256, in lower case.</summary>
    public static bool IsHash(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Quotes a text for an address: all but letters, digits and <c>_.-~</c>, and signs that stay.</summary>
    private static string Quoted(string text, string stay)
    {
        var quoted = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "_.-~".Contains(c) || stay.Contains(c)) quoted.Append(c);
            else quoted.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return quoted.ToString();
    }
}
