namespace Kif.Tests.Tasks;

public class TaskStreamTests
{
    private static readonly Example One = new("i", "o", "1");

    [Fact]
    public void Tasks_keep_their_order() => new TaskStream([Task("b"), Task("a")]).Tasks.Select(t => t.Name).Should().Equal("b", "a");

    [Fact]
    public void A_task_without_tests_is_allowed() => new TaskStream([new("a", [One], [])]).Tasks.Should().ContainSingle();

    [Fact]
    public void A_stream_without_tasks_is_refused() => Refused([], "a stream needs at least one task*");

    [Fact]
    public void Two_tasks_of_one_name_are_refused() => Refused([Task("a"), Task("b"), Task("a")], "two tasks of the stream are named 'a'*");

    [Fact]
    public void A_task_without_training_examples_is_refused() => Refused([Task("a"), new("b", [], [One])], "task 'b' has no training examples*");

    private static LearningTask Task(string name) => new(name, [One], [One]);

    private static void Refused(LearningTask[] tasks, string message) =>
        FluentActions.Invoking(() => new TaskStream(tasks)).Should().Throw<ArgumentException>().WithMessage(message).WithParameterName("tasks");
}
