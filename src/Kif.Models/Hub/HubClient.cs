using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>
/// Asks a hub. Redirects are followed by hand: the token goes to the hub's own origin only, never to another and never after one. Answers are bounded in time
/// and size; what may pass is tried again.
/// </summary>
internal sealed partial class HubClient : IDisposable
{
    private const int MostRedirects = 10, MostPages = 20_000, MaxPageBytes = 64 << 20;

    private static readonly ProductInfoHeaderValue Agent = new("kif", typeof(HubClient).Assembly.GetName().Version!.ToString(3));

    private readonly HttpClient http;
    private readonly HubEnvironment environment;
    private readonly (string Token, string From)? token;
    private readonly Uri endpoint;
    private readonly Func<TimeSpan, CancellationToken, Task> wait;
    private readonly Action<string> tell;

    /// <summary>Prepares requests; none is made yet.</summary>
    /// <param name="environment">The endpoint, the token and the limits.</param>
    /// <param name="tell">Is told of waits.</param>
    /// <param name="wait">Waits; null for the clock's time.</param>
    /// <exception cref="InvalidDataException">The endpoint is no address.</exception>
    public HubClient(HubEnvironment environment, Action<string> tell, Func<TimeSpan, CancellationToken, Task>? wait = null)
    {
        (this.environment, this.tell, this.wait) = (environment, tell, wait ?? Task.Delay);
        if (!Uri.TryCreate(environment.Endpoint, UriKind.Absolute, out endpoint!) || endpoint.Scheme is not ("http" or "https"))
            throw new InvalidDataException($"HF_ENDPOINT is '{DisplayText.Of(environment.Endpoint)}', which is no address of a hub; allowed: http://… or "
                + $"https://…, or to leave it unset for {HubEnvironment.PublicEndpoint}.");
        token = environment.Token();
        Address = new(environment.Endpoint);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, ActivityHeadersPropagator = null,
            ConnectTimeout = environment.AnswerTimeout,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The hub's addresses.</summary>
    public HubAddress Address { get; }

    /// <summary>Asks for the commit of a revision.</summary>
    public async Task<string> CommitAsync(HubName name, CancellationToken cancellation)
    {
        string address = Address.Revision(name);
        (byte[] body, _, _) = await PageAsync(name, new(address), cancellation).ConfigureAwait(false);
        string? commit = HubJson.Text(HubJson.Parse(body, address), "sha");
        if (commit is null || !HubName.IsCommit(commit))
            throw new InvalidDataException($"{address}: the commit is '{DisplayText.Of(commit ?? "")}'; 40 hexadecimal digits are expected.");
        return HubName.IsCommit(name.Revision) && commit != name.Revision
            ? throw new InvalidDataException($"{address}: the hub answers with the commit {commit}.") : commit;
    }

    /// <summary>Asks for the files of a commit, page by page.</summary>
    public async Task<HubListing> ListAsync(HubName name, string commit, CancellationToken cancellation)
    {
        var files = new Dictionary<string, HubFile>(StringComparer.Ordinal);
        Uri? next = new(Address.Tree(name, commit));
        for (int page = 0; next is not null; page++)
        {
            (byte[] body, Uri asked, string? link) = await PageAsync(name, next, cancellation).ConfigureAwait(false);
            foreach (HubFile file in HubListing.ReadPage(body, HubAddress.Shown(asked))) files[file.Path] = file;
            if (files.Count > HubListing.MostFiles || page >= MostPages)
                throw new InvalidDataException($"{HubAddress.Shown(asked)} lists more than {HubListing.MostFiles} files or {MostPages} pages.");
            next = link is null ? null : new Uri(asked, link);
            if (next is not null && !HubAddress.SameOrigin(next, endpoint))
                throw new InvalidDataException($"{HubAddress.Shown(asked)}: the listing goes on at {HubAddress.Shown(next)}, which is another host.");
        }
        return new(files);
    }

    /// <summary>Asks for the hash of a file that a listing does not tell: the ETag of the file's address.</summary>
    /// <returns>The hash, or null if the hub tells none.</returns>
    public async Task<string?> HashAsync(HubName name, Uri address, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await AskAsync(name, address, HttpMethod.Head, cancellation).ConfigureAwait(false);
        string? tag = Header(answer, "X-Linked-ETag") ?? Header(answer, "ETag");
        return tag is null ? null : HubAddress.BlobOf(tag);
    }

    /// <summary>Asks for a file's content from a byte on, once. The caller disposes the answer, which may be no success.</summary>
    /// <exception cref="Exception">One of the connection, as <see cref="HubRetries"/> tells.</exception>
    public Task<HubAnswer> GetAsync(Uri address, long from, CancellationToken cancellation) => SendAsync(address, HttpMethod.Get, from, cancellation);

    /// <summary>Makes the patience of one request.</summary>
    public HubRetries Retries() => new(wait, tell);

    /// <summary>Makes the errors of a repository.</summary>
    public HubRefusal Refusal(HubName name) => new(name, Address, token?.From);

    /// <summary>Opens an answer's body; each read fails after a time without data.</summary>
    public async Task<Stream> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        // What was not asked for may come all the same.
        return answer.Content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant() switch
        {
            null or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            var other => throw new InvalidDataException($"the hub sends a file as '{DisplayText.Of(other)}', which Kif does not unpack."),
        };
    }

    /// <summary>Reads some bytes.</summary>
    /// <exception cref="TimeoutException">None came for a time.</exception>
    /// <exception cref="HttpRequestException">The connection broke off, or packed bytes are damaged.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(environment.DataTimeout);
        try { return await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false); }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no data for {environment.DataTimeout.TotalSeconds:F0} seconds (HF_HUB_DOWNLOAD_TIMEOUT)", e);
        }
        // Told apart from errors of the disk.
        catch (Exception e) when (e is IOException or InvalidDataException) { throw new HttpRequestException(e.Message, e); }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Asks for a page of JSON.</summary>
    private async Task<(byte[] Body, Uri Asked, string? Next)> PageAsync(HubName name, Uri address, CancellationToken cancellation)
    {
        HubRetries retries = Retries();
        while (true)
        {
            using HttpResponseMessage answer = await AskAsync(name, address, HttpMethod.Get, cancellation).ConfigureAwait(false);
            try
            {
                string? next = Header(answer, "Link") is { } links && NextLink().Match(links) is { Success: true } found ? found.Groups[1].Value : null;
                return (await AllAsync(answer, address, cancellation).ConfigureAwait(false), address, next);
            }
            catch (Exception e) when (HubRetries.IsPassing(e))
            {
                await retries.WaitAsync(Refusal(name).Unreachable(address, e), null, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<byte[]> AllAsync(HttpResponseMessage answer, Uri address, CancellationToken cancellation)
    {
        await using Stream body = await BodyAsync(answer, cancellation).ConfigureAwait(false);
        var all = new MemoryStream();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (await ReadAsync(body, buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
            {
                all.Write(buffer, 0, read);
                if (all.Length > MaxPageBytes) throw new InvalidDataException($"{HubAddress.Shown(address)} sends more than {MaxPageBytes} bytes.");
            }
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
        return all.ToArray();
    }

    /// <summary>Asks until there is an answer that is a success, and throws what is none.</summary>
    private async Task<HttpResponseMessage> AskAsync(HubName name, Uri address, HttpMethod method, CancellationToken cancellation)
    {
        HubRetries retries = Retries();
        while (true)
        {
            (Exception error, TimeSpan? asked) failure;
            try
            {
                HubAnswer answer = await SendAsync(address, method, 0, cancellation).ConfigureAwait(false);
                // The head of a large file is the redirect itself.
                if (answer.Message.IsSuccessStatusCode || method == HttpMethod.Head && (int)answer.Message.StatusCode / 100 == 3) return answer.Message;
                using HttpResponseMessage refused = answer.Message;
                failure = (Refusal(name).Of(refused, answer.Address), HubRetries.Asked(refused));
                if (!HubRetries.IsPassing(refused.StatusCode)) throw failure.error;
            }
            catch (Exception e) when (HubRetries.IsPassing(e)) { failure = (Refusal(name).Unreachable(address, e), null); }
            await retries.WaitAsync(failure.error, failure.asked, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<HubAnswer> SendAsync(Uri address, HttpMethod method, long from, CancellationToken cancellation)
    {
        bool own = true;
        for (int redirects = 0;; redirects++)
        {
            own &= HubAddress.SameOrigin(address, endpoint);
            HttpResponseMessage answer = await OnceAsync(address, method, from, own, cancellation).ConfigureAwait(false);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location) return new(answer, address);
            if (method == HttpMethod.Head && Header(answer, "X-Linked-ETag") is not null) return new(answer, address);
            answer.Dispose();
            var next = new Uri(address, location);
            if (next.Scheme is not ("http" or "https") || address.Scheme == "https" && next.Scheme != "https")
                throw new InvalidDataException($"{HubAddress.Shown(address)} leads to {HubAddress.Shown(next)}, which is no safe address.");
            if (redirects == MostRedirects) throw new InvalidDataException($"{HubAddress.Shown(address)}: more than {MostRedirects} redirects.");
            address = next;
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(Uri address, HttpMethod method, long from, bool own, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(Agent);
        // Packed bytes can't be resumed, and their length can't be checked.
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (from > 0) request.Headers.Range = new(from, null);
        if (own && token is { } sent) request.Headers.Authorization = new("Bearer", sent.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(environment.AnswerTimeout);
        try { return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false); }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer for {environment.AnswerTimeout.TotalSeconds:F0} seconds (HF_HUB_ETAG_TIMEOUT)", e);
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    [GeneratedRegex("""<([^<>]*)>\s*;[^<>]*\brel="?next"?(?:[\s;,]|$)""")]
    private static partial Regex NextLink();
}

/// <summary>An answer of a hub.</summary>
/// <param name="Message">The answer; its body is not read yet.</param>
/// <param name="Address">The address that gave it, after redirects.</param>
internal readonly record struct HubAnswer(HttpResponseMessage Message, Uri Address) : IDisposable
{
    public void Dispose() => Message.Dispose();
}
