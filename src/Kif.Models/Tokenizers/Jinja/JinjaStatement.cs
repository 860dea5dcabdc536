using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A statement, ready to be run: writes to the output.</summary>
internal delegate JinjaFlow JinjaStatement(JinjaScope scope, StringBuilder output);
