using System.Net;

namespace Kif.Models;

/// <summary>
/// The transfer of one file into a temporary file, which stays when it is broken off, so that the next one goes on there, in this process or another. What is
/// kept is not trusted: the whole content is hashed, and where it is wrong after a resumption, it is fetched again from its beginning.
/// </summary>
/// <param name="client">Asks the hub.</param>
/// <param name="name">The repository.</param>
/// <param name="address">The file's address.</param>
/// <param name="file">What the hub lists of the file.</param>
/// <param name="blob">The hash that the content must have.</param>
/// <param name="part">The temporary file.</param>
/// <param name="report">Is told the bytes that are there.</param>
internal sealed class HubTransfer(HubClient client, HubName name, Uri address, HubFile file, string blob, string part, Action<long> report)
{
    /// <summary>How often a content that is wrong after a resumption is fetched again.</summary>
    private const int MostRestarts = 2;

    private readonly HubRetries retries = client.Retries();
    private bool resumed;
    private long most;

    private string Shown => $"'{DisplayText.Of(file.Path)}' of the {name.Noun} '{name.Id}'";

    /// <summary>Fetches what is missing. After it, the temporary file has the content.</summary>
    /// <exception cref="InvalidDataException">The hub's content is not what it lists.</exception>
    /// <exception cref="HttpRequestException">The hub refuses, or can't be reached any longer.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        resumed = File.Exists(part) && new FileInfo(part).Length > 0;
        for (int restarts = 0;; restarts++)
        {
            await CompleteAsync(cancellation).ConfigureAwait(false);
            if (await BlobHash.FitsAsync(part, blob, file.Size, cancellation).ConfigureAwait(false)) return;
            File.Delete(part);
            if (!resumed || restarts == MostRestarts)
                throw new InvalidDataException($"{Shown}: what {address.Authority} sends is not what it lists: "
                    + $"{(blob.Length == 64 ? "SHA-256" : "git's SHA-1")} should be {blob}. It was not kept. Try again, or another hub (HF_ENDPOINT).");
            (resumed, most) = (false, 0);
        }
    }

    /// <summary>Fetches until the temporary file has the listed size.</summary>
    private async Task CompleteAsync(CancellationToken cancellation)
    {
        while (true)
        {
            long kept = File.Exists(part) ? new FileInfo(part).Length : 0;
            if (kept > file.Size) (kept, _) = (0, Delete());
            // An empty file is there without being asked for.
            if (kept == file.Size && (kept > 0 || Empty()))
            {
                report(kept);
                return;
            }
            resumed |= kept > 0;
            (Exception Error, TimeSpan? Asked) failure;
            try
            {
                using HubAnswer answer = await client.GetAsync(address, kept, cancellation).ConfigureAwait(false);
                HttpStatusCode status = answer.Message.StatusCode;
                if (status == HttpStatusCode.RequestedRangeNotSatisfiable || status == HttpStatusCode.PartialContent && !Continues(answer.Message, kept))
                {
                    // What is there can't be continued here.
                    Delete();
                    failure = (new InvalidDataException($"{Shown}: {address.Authority} has no bytes from {kept} on, of {file.Size}"), null);
                }
                else if (status is HttpStatusCode.OK or HttpStatusCode.PartialContent)
                {
                    await AppendAsync(answer.Message, status == HttpStatusCode.PartialContent ? kept : 0, cancellation).ConfigureAwait(false);
                    long now = new FileInfo(part).Length;
                    if (now > file.Size)
                    {
                        Delete();
                        throw new InvalidDataException($"{Shown}: {address.Authority} sends more than the {file.Size} bytes that it lists. It was not kept.");
                    }
                    if (now == file.Size) continue;
                    failure = (new HttpRequestException(
                        $"{Shown}: {address.Authority} sends {now} of {file.Size} bytes and no more; try again: they are kept"), null);
                }
                else
                {
                    failure = (client.Refusal(name).Of(answer.Message, answer.Address), HubRetries.Asked(answer.Message));
                    if (!HubRetries.IsPassing(status)) throw failure.Error;
                }
            }
            catch (Exception e) when (HubRetries.IsPassing(e)) { failure = (client.Refusal(name).Unreachable(address, e), null); }
            await retries.WaitAsync(failure.Error, failure.Asked, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an answer has the bytes that were asked for.</summary>
    private bool Continues(HttpResponseMessage answer, long from) =>
        answer.Content.Headers.ContentRange is { Unit: "bytes", From: { } start } range && start == from && (range.Length ?? file.Size) == file.Size
        && answer.Content.Headers.ContentEncoding.Count == 0;

    private async Task AppendAsync(HttpResponseMessage answer, long from, CancellationToken cancellation)
    {
        await using Stream body = await client.BodyAsync(answer, cancellation).ConfigureAwait(false);
        await using var target = new FileStream(part, from == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        byte[] buffer = new byte[1 << 16];
        long there = from;
        while (there <= file.Size && await client.ReadAsync(body, buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            there += read;
            if (there > most) retries.Reset();
            most = Math.Max(most, there);
            report(Math.Min(there, file.Size));
        }
        await target.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private bool Empty()
    {
        File.WriteAllBytes(part, []);
        return true;
    }

    private bool Delete()
    {
        File.Delete(part);
        return true;
    }
}
