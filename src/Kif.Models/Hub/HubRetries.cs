using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The patience with a hub: how often and how long is waited before something is asked for again.</summary>
/// <param name="wait">Waits.</param>
/// <param name="tell">Is told why and how long is waited.</param>
internal sealed partial class HubRetries(Func<TimeSpan, CancellationToken, Task> wait, Action<string> tell)
{
    /// <summary>The waits of one request without success, in seconds; after them it fails.</summary>
    private static readonly int[] Waits = [1, 2, 4, 8, 8];

    /// <summary>The longest wait that a hub may ask for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private int failures;

    /// <summary>Whether a request with this answer may succeed later.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Whether an error is of the connection, so that the request may succeed later.</summary>
    public static bool IsPassing(Exception e) => e is HttpRequestException { StatusCode: null } or TimeoutException;

    /// <summary>Notes that something was received: patience begins anew.</summary>
    public void Reset() => failures = 0;

    /// <summary>Waits before the next try.</summary>
    /// <param name="error">The error of this try; thrown if it was the last one, or the hub asks for a longer wait than 5 minutes.</param>
    /// <param name="asked">The wait that the hub asks for; null if it asks for none.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async Task WaitAsync(Exception error, TimeSpan? asked, CancellationToken cancellation)
    {
        if (failures >= Waits.Length || asked > Longest) throw error;
        TimeSpan own = TimeSpan.FromSeconds(Waits[failures++]), time = asked > own ? asked.Value : own;
        tell(string.Create(CultureInfo.InvariantCulture, $"waits {time.TotalSeconds:F0} s: {error.Message}"));
        await wait(time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the wait that an answer asks for: <c>Retry-After</c> in seconds or as a date, or <c>RateLimit</c>; null for none.</summary>
    public static TimeSpan? Asked(HttpResponseMessage answer)
    {
        TimeSpan? after = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - TimeProvider.System.GetUtcNow(),
            _ => null,
        };
        if (after is not null) return after + TimeSpan.FromSeconds(1);
        if (!answer.Headers.TryGetValues("RateLimit", out IEnumerable<string>? limits)) return null;
        Match left = SecondsLeft().Match(string.Join(";", limits));
        return left.Success ? TimeSpan.FromSeconds(1 + int.Parse(left.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }

    [GeneratedRegex(@"(?:^|;)\s*t=([0-9]{1,8})\s*(?:;|$)")]
    private static partial Regex SecondsLeft();
}
