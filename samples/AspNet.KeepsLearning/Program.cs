using AspNet.KeepsLearning;
using Kif;
using Kif.Models;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

NativeTorch.EnsureLoaded();
TorchSharp.torch.set_num_threads(1); // of the whole process; a small model is slower with more

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddKif(builder.Configuration.GetSection("Kif"));
builder.Services.AddKifLearning(builder.Configuration.GetSection("Assistant"));
WebApplication app = builder.Build();

// What a client sent wrongly is told with the reason, wherever it is noticed.
app.Use(async (context, next) =>
{
    try
    {
        await next(context);
    }
    catch (BadHttpRequestException e) when (!context.Response.HasStarted)
    {
        await Results.Problem(e.Message, statusCode: e.StatusCode).ExecuteAsync(context);
    }
});
app.MapPost("/tasks/{name}", async (string name, HttpContext context, LearningService learning) =>
{
    LearningTask task = await Requests.ReadTaskAsync(name, context.Request.Body, context.RequestAborted);
    QueueAnswer answer = learning.Enqueue(task);
    return answer.Outcome switch
    {
        QueueOutcome.Accepted or QueueOutcome.AlreadyKnown => Results.Accepted("/status", Status.Of(learning)),
        QueueOutcome.Full => Later(context, answer.RetryAfter, 429, "too many tasks wait; post it again later"),
        _ => Later(context, answer.RetryAfter, 503, "nothing is learned just now; post it again later"),
    };
});
app.MapPost("/answers", async (HttpContext context, CurrentModel current) =>
{
    Question question = await Requests.ReadAsync<Question>(context.Request.Body, """a question: {"input": "…"}""", context.RequestAborted);
    return await current.AnswerAsync([question.Input], cancellation: context.RequestAborted) is { } answer
        ? Results.Ok(new Answer(answer.Outputs[0], answer.Tasks))
        : Later(context, TimeSpan.FromSeconds(1), 503, "busy, or the model is being loaded; ask again later");
});
app.MapGet("/status", (LearningService learning) => Status.Of(learning));
foreach (string question in new[] { "live", "ready", "learning" })
    app.MapHealthChecks($"/health/{question}", new HealthCheckOptions
    {
        Predicate = check => check.Tags.Contains(question),
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(
            new { status = report.Status.ToString(), reasons = report.Entries.Values.Select(e => e.Description).Where(d => d is not null) }),
    });
app.Run();

static IResult Later(HttpContext context, TimeSpan? after, int code, string why)
{
    int seconds = (int)Math.Ceiling((after ?? TimeSpan.FromSeconds(1)).TotalSeconds);
    context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
    return Results.Problem(why, statusCode: code);
}

/// <summary>Named for the test's host.</summary>
public partial class Program;
