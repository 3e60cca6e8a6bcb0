import { SILENT } from '../../http/api.ts';
import { EmployeeAttributes } from '../../streams/employees.ts';
import { toConnectorError } from '../../streams/failure.ts';
import { OBJECTS } from '../../write/objects/index.ts';
import { personAttributes } from '../../write/people_attributes.ts';
import type { Command } from '../command.ts';
import { loadDestination, withDestination } from './context.ts';
import { operationsOf } from './object_schema.ts';

/** Prints what can be done with which object, with the custom attributes of the account. */
export const discover: Command = async (out, flags, signal) => {
  const config = loadDestination(flags.config, out);
  await withDestination(config, { out, signal }, async (client) => {
    const listing = new EmployeeAttributes();
    const attributes = await personAttributes(client.api(SILENT, signal), config.match_attribute).catch((error) => {
      throw toConnectorError(error, listing);
    });
    if (Object.keys(attributes.members).every((member) => member === config.match_attribute))
      await out.log(
        'WARN',
        `Custom attributes are not offered: the account has none, or the API credential may not list them ("${listing.scope}").`,
      );
    const operations = Object.values(OBJECTS).flatMap((object) => {
      const members = object.hasAttributes ? { ...object.members, ...attributes.members } : object.members;
      return operationsOf(object, members, config.match_attribute);
    });
    await out.print({ type: 'DESTINATION_CATALOG', destination_catalog: { operations } });
  });
  return 0;
};
