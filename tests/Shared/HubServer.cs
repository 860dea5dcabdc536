using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Tests;

/// <summary>A small hub of one repository, for tests without Python: its listing, small files at a relative redirect, large ones at another origin.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "a canceled source holds nothing")]
internal sealed partial class HubServer : IDisposable
{
    private readonly TcpListener hub = new(IPAddress.Loopback, 0), store = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<string, byte[]> files;
    private readonly string api;
    private readonly string page;
    private int cuts;

    /// <summary>Serves files of a folder.</summary>
    /// <param name="id">The repository's name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">The word of addresses: models or datasets.</param>
    public HubServer(string id, string folder, string kind = "models")
    {
        (api, page) = ($"/api/{kind}/{id}", kind == "models" ? $"/{id}" : $"/{kind}/{id}");
        files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes);
        hub.Start();
        store.Start();
        foreach (TcpListener listener in new[] { hub, store }) _ = Task.Run(() => AcceptAsync(listener));
    }

    /// <summary>The commit of every revision.</summary>
    public string Commit { get; set; } = new('c', 40);

    /// <summary>The hub's address.</summary>
    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)hub.LocalEndpoint).Port}";

    /// <summary>The requests so far: method, address and the headers Range and Authorization.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>How often a large file is cut in its middle.</summary>
    public int Cuts { get => cuts; set => cuts = value; }

    /// <summary>Whether the rest of a large file is never sent, until the server is stopped.</summary>
    public bool Stalls { get; set; }

    /// <summary>Whether small files are sent as gzip, though nobody asks for it.</summary>
    public bool Packs { get; set; }

    /// <summary>The next answers of the hub, instead of its own; each is sent once.</summary>
    public Queue<string> Answers { get; } = new();

    /// <summary>Further rows of the listing.</summary>
    public List<object> Rows { get; } = [];

    private string Store => $"http://127.0.0.1:{((IPEndPoint)store.LocalEndpoint).Port}";

    public void Dispose()
    {
        stop.Cancel();
        hub.Stop();
        store.Stop();
    }

    private static bool IsLarge(string path) => path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".parquet", StringComparison.Ordinal);

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => AnswerAsync(client, listener == store));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task AnswerAsync(TcpClient client, bool isStore)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var head = new StringBuilder();
                byte[] one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1) head.Append((char)one[0]);
                string[] lines = head.ToString().Split("\r\n");
                string[] first = lines[0].Split(' ');
                string Header(string name) => lines.FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) ?? "";
                lock (Requests) Requests.Add($"{first[0]} {(isStore ? Store : Endpoint)}{first[1]} {Header("Range")} {Header("Authorization")}".TrimEnd());
                if (!isStore && Answers.TryDequeue(out string? said)) await stream.WriteAsync(Encoding.ASCII.GetBytes(said));
                else await (isStore ? StoreAsync(stream, first[1], Header("Range")) : HubAsync(stream, first[1]));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException) { }
        }
    }

    private Task HubAsync(NetworkStream stream, string path)
    {
        if (path.StartsWith(api + "/revision/", StringComparison.Ordinal)) return JsonAsync(stream, new { sha = Commit });
        if (path.StartsWith($"{api}/tree/{Commit}", StringComparison.Ordinal)) return JsonAsync(stream, files.Select(Row).Concat(Rows));
        if (path.StartsWith($"{page}/resolve/{Commit}/", StringComparison.Ordinal)
            && Uri.UnescapeDataString(path[$"{page}/resolve/{Commit}/".Length..]) is var file && files.ContainsKey(file))
            return SendAsync(stream, IsLarge(file) ? "302 Found" : "307 Temporary Redirect", [], $"Location: {(IsLarge(file) ? Store : "")}/content/{file}");
        if (path.StartsWith("/content/", StringComparison.Ordinal) && Packs)
            return SendAsync(stream, "200 OK", Packed(files[path["/content/".Length..]]), "Content-Encoding: gzip");
        if (path.StartsWith("/content/", StringComparison.Ordinal)) return SendAsync(stream, "200 OK", files[path["/content/".Length..]]);
        return SendAsync(stream, "404 Not Found", [], "X-Error-Code: RepoNotFound");
    }

    private async Task StoreAsync(NetworkStream stream, string path, string range)
    {
        byte[] all = files[path["/content/".Length..]];
        int from = From().Match(range) is { Success: true } m ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        byte[] rest = all[from..];
        int sent = Stalls || Interlocked.Decrement(ref cuts) >= 0 ? rest.Length / 2 : rest.Length;
        await WriteAsync(stream, from > 0 ? "206 Partial Content" : "200 OK", rest.Length, from > 0 ? [$"Content-Range: bytes {from}-{all.Length - 1}/{all.Length}"] : []);
        await stream.WriteAsync(rest.AsMemory(0, sent));
        if (Stalls) await Task.Delay(Timeout.Infinite, stop.Token);
    }

    private static object Row(KeyValuePair<string, byte[]> file) => IsLarge(file.Key)
        ? new { type = "file", path = file.Key, size = file.Value.Length, oid = new string('0', 40), lfs = new
            { oid = Convert.ToHexStringLower(SHA256.HashData(file.Value)), size = file.Value.Length } }
        : new { type = "file", path = file.Key, size = file.Value.Length, oid = Git(file.Value) };

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    private static string Git(byte[] content) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    private static Task JsonAsync(NetworkStream stream, object body) => SendAsync(stream, "200 OK", JsonSerializer.SerializeToUtf8Bytes(body));

    private static async Task SendAsync(NetworkStream stream, string status, byte[] body, params string[] headers)
    {
        await WriteAsync(stream, status, body.Length, headers);
        await stream.WriteAsync(body);
    }

    private static async Task WriteAsync(NetworkStream stream, string status, int length, string[] headers) => await stream.WriteAsync(Encoding.ASCII.GetBytes(
        string.Concat(new[] { $"HTTP/1.1 {status}", $"Content-Length: {length}", "Connection: close" }.Concat(headers).Select(h => h + "\r\n")) + "\r\n"));

    [GeneratedRegex("bytes=([0-9]+)-")]
    private static partial Regex From();
}
