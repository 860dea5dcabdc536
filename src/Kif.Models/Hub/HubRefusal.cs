using System.Globalization;
using System.Net;

namespace Kif.Models;

/// <summary>The errors of a hub's answers: what was asked for, by whose right, what the hub says, and what helps.</summary>
/// <param name="name">What was asked for.</param>
/// <param name="address">The hub's addresses.</param>
/// <param name="tokenFrom">Where the token is from that was sent; null for none.</param>
internal sealed class HubRefusal(HubName name, HubAddress address, string? tokenFrom)
{
    private const int Shown = 200;

    private string Who => tokenFrom is null ? "without a token" : $"with the token of {tokenFrom}";

    /// <summary>Makes the error of an answer that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">The address that gave it.</param>
    public HttpRequestException Of(HttpResponseMessage answer, Uri asked)
    {
        HttpStatusCode status = answer.StatusCode;
        string number = ((int)status).ToString(CultureInfo.InvariantCulture);
        string message = (Header(answer, "X-Error-Code"), status) switch
        {
            ("GatedRepo", _) => $"The {name.Noun} '{name.Id}' is gated: its files are for accounts that were given access, and {address.Endpoint} refuses them "
                + $"{Who} ({number}). Ask for access at {address.Page(name)}, then set HF_TOKEN to a token of that account.",
            ("RepoNotFound", _) => $"{address.Endpoint} has no {name.Noun} '{name.Id}', or a private one that it does not show {Who} ({number}). "
                + "Check the name; for a private one set HF_TOKEN to a token that may read it.",
            ("RevisionNotFound", _) => $"The {name.Noun} '{name.Id}' of {address.Endpoint} has no revision '{DisplayText.Of(name.Revision)}' ({number}). "
                + "Name a branch, a tag or a commit after @, or none for main.",
            ("EntryNotFound", _) =>
                $"The {name.Noun} '{name.Id}' of {address.Endpoint} lists a file that it does not have: {HubAddress.Shown(asked)} ({number}).",
            (_, HttpStatusCode.Unauthorized) => tokenFrom is null
                ? $"{address.Endpoint} wants a token for the {name.Noun} '{name.Id}' ({number}). Set HF_TOKEN."
                : $"{address.Endpoint} does not accept the token of {tokenFrom} for the {name.Noun} '{name.Id}' ({number}). Correct it; for a public one, "
                    + "unset it.",
            (_, HttpStatusCode.Forbidden) => $"{HubAddress.Shown(asked)} is forbidden {Who} ({number}), which the {name.Noun} '{name.Id}' needs.",
            (_, HttpStatusCode.NotFound) => $"{HubAddress.Shown(asked)} is not there ({number}), which the {name.Noun} '{name.Id}' needs. "
                + "Is HF_ENDPOINT the address of a hub?",
            (_, HttpStatusCode.TooManyRequests) => $"{address.Endpoint} has too many requests from here ({number}) and answers no more of them for the "
                + $"{name.Noun} '{name.Id}'. Try again later: what is there is kept.",
            _ => $"{HubAddress.Shown(asked)} answers {number} {DisplayText.Of(answer.ReasonPhrase ?? "")}, which the {name.Noun} '{name.Id}' needs. "
                + "Try again later: what is there is kept.",
        };
        if (Header(answer, "X-Error-Message") is { Length: > 0 } said) message += $" The hub says: {DisplayText.Of(said, Shown)}";
        return new(message, null, status);
    }

    /// <summary>Makes the error of a hub that does not answer.</summary>
    /// <param name="asked">The address.</param>
    /// <param name="cause">What happened.</param>
    public HttpRequestException Unreachable(Uri asked, Exception cause) => new(
        $"{HubAddress.Shown(asked)}, which the {name.Noun} '{name.Id}' needs, can't be reached: {DisplayText.Of(Cause(cause), Shown)}. Check the network and "
        + "HF_ENDPOINT, and try again: what is there is kept.", cause);

    /// <summary>Returns the innermost message of an error.</summary>
    public static string Cause(Exception e) => (e.InnerException is { } inner ? Cause(inner) : e.Message).TrimEnd('.');

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(" ", values) : null;
}
