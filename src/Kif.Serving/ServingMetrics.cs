using System.Globalization;
using System.Text;

namespace Kif.Serving;

/// <summary>Counts of what was served, in the text format of Prometheus.</summary>
internal sealed class ServingMetrics
{
    private static readonly double[] Buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Model, int Status), long> requests = [];
    private readonly long[] within = new long[Buckets.Length];
    private long promptTokens, answerTokens, answered;
    private double seconds;

    /// <summary>Counts a request that was not answered.</summary>
    public void Refused(string model, int status)
    {
        lock (gate) requests[(model, status)] = requests.GetValueOrDefault((model, status)) + 1;
    }

    /// <summary>Counts an answer.</summary>
    public void Answered(string model, AssistantAnswer answer, TimeSpan time)
    {
        lock (gate)
        {
            requests[(model, 200)] = requests.GetValueOrDefault((model, 200)) + 1;
            promptTokens += answer.PromptTokens;
            answerTokens += answer.AnswerTokens;
            answered++;
            seconds += time.TotalSeconds;
            for (int i = 0; i < Buckets.Length; i++)
                if (time.TotalSeconds <= Buckets[i]) within[i]++;
        }
    }

    /// <summary>Returns all counts.</summary>
    public string Text(AnswerQueue queue)
    {
        var text = new StringBuilder();
        lock (gate)
        {
            Head("kif_requests_total", "counter", "Requests by model and HTTP status.");
            foreach (((string model, int status), long count) in requests)
                Line($"kif_requests_total{{model=\"{model.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\",status=\"{status}\"}}", count);
            Head("kif_prompt_tokens_total", "counter", "Tokens of answered prompts.");
            Line("kif_prompt_tokens_total", promptTokens);
            Head("kif_answer_tokens_total", "counter", "Tokens of answers.");
            Line("kif_answer_tokens_total", answerTokens);
            Head("kif_answer_seconds", "histogram", "Time of answered requests, waiting included.");
            for (int i = 0; i < Buckets.Length; i++)
                Line($"kif_answer_seconds_bucket{{le=\"{Buckets[i].ToString(CultureInfo.InvariantCulture)}\"}}", within[i]);
            Line("kif_answer_seconds_bucket{le=\"+Inf\"}", answered);
            Line("kif_answer_seconds_sum", seconds);
            Line("kif_answer_seconds_count", answered);
        }
        Head("kif_requests_waiting", "gauge", "Requests that wait for their turn.");
        Line("kif_requests_waiting", queue.Waiting);
        Head("kif_requests_running", "gauge", "Requests that are computed.");
        Line("kif_requests_running", queue.Running);
        return text.ToString();

        void Head(string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Line(string name, double value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value:R}\n");
    }
}
