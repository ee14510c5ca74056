using System.Text;
using Krypton.Cli;
using Krypton.Cli.Terminal;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (OperatingSystem.IsWindows())
{
    (Console.OutputEncoding, Console.InputEncoding) = (utf8, utf8);
}

// Buffered, unlike Console.Out: a heatmap has thousands of rows.
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 16);
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
using var input = new StreamReader(Console.OpenStandardInput(), utf8);

var interruption = new Interruption();
Console.CancelKeyPress += (_, e) => e.Cancel = interruption.Raise();
return CommandLineApp.Run(args, input, output, error, TerminalCapabilities.OfConsole(), interruption);
