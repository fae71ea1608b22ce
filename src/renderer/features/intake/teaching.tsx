import { Fragment, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { AddMenu } from './add-menu.tsx';
import { useAddFiles } from './add-files.tsx';
import { PathsDialog } from './paths-dialog.tsx';

const lessons = ['same', 'language', 'oneForAll', 'folders', 'unsure'] as const;
type Lesson = (typeof lessons)[number];

/** Real names: they are not translated. What is between asterisks tells the language. */
const examples: Record<Lesson, { videos: string[]; audios: string[]; connection: string; icon?: IconName }> = {
  same: { videos: ['Welcome.mp4'], audios: ['Welcome.wav'], connection: 'M2 10H26' },
  language: {
    videos: ['Safety walk.mp4'],
    audios: ['Safety walk*.es*.wav', 'Safety walk*_fr-CA*.wav', 'Safety walk*-zh*.m4a'],
    connection: 'M2 30H14M14 10H26M14 30H26M14 50H26M14 10V50',
  },
  oneForAll: {
    videos: ['Intro A.mp4', 'Intro B.mp4'],
    audios: ['voice.wav'],
    connection: 'M2 10H14M2 30H14M14 20H26M14 10V30',
  },
  folders: {
    videos: ['day 1 / Walk.mp4', 'day 2 / Walk.mp4'],
    audios: ['day 1 / Walk.wav', 'day 2 / Walk.wav'],
    connection: 'M2 10H26M2 30H26',
    icon: 'folder',
  },
  unsure: {
    videos: ['Drill.mp4', 'Drill (night).mp4'],
    audios: ['Drill_v2.de.wav'],
    connection: 'M2 10H14M2 30H14M14 20H26M14 10V30',
  },
};

/** The empty intake: says where to drop, and shows by real names how files pair. */
export function Teaching(): ReactNode {
  const { t } = useTranslation();
  const { addSamples, reading } = useAddFiles();
  const [asksForManifest, setAsksForManifest] = useState(false);
  return (
    <Empty
      wide
      title={t('intake.empty.title')}
      lead={t('intake.empty.lead')}
      actions={
        <>
          <AddMenu>
            <Button look="primary" size="big">
              {t('intake.empty.choose')}
            </Button>
          </AddMenu>
          <Button size="big" onClick={() => setAsksForManifest(true)}>
            {t('intake.empty.manifest')}
          </Button>
          <Button look="quiet" size="big" disabled={reading} aria-busy={reading} onClick={() => void addSamples()}>
            {t('intake.empty.samples')}
          </Button>
        </>
      }
    >
      <ul className="teach">
        {lessons.map((lesson) => (
          <li key={lesson}>
            <div>
              <b>{t(`intake.lessons.${lesson}.name`)}</b>
              <p>{t(`intake.lessons.${lesson}.rule`)}</p>
            </div>
            <Example lesson={lesson} />
            <div className="out">
              {t(`intake.lessons.${lesson}.clips`)}
              <small>{t(`intake.lessons.${lesson}.note`)}</small>
            </div>
          </li>
        ))}
      </ul>
      {asksForManifest && <PathsDialog kind="manifest" onClose={() => setAsksForManifest(false)} />}
    </Empty>
  );
}

function Example({ lesson }: { lesson: Lesson }): ReactNode {
  const { videos, audios, connection, icon } = examples[lesson];
  const height = 20 * Math.max(videos.length, audios.length);
  return (
    <div className="files" dir="ltr">
      <Names names={videos} icon={icon ?? 'film'} />
      <svg className="con" width="28" height={height} viewBox={`0 0 28 ${height}`} aria-hidden="true">
        <path d={connection} strokeDasharray={lesson === 'unsure' ? '2 3' : undefined} />
      </svg>
      <Names names={audios} icon={icon ?? 'sound'} />
    </div>
  );
}

function Names({ names, icon }: { names: readonly string[]; icon: IconName }): ReactNode {
  return (
    <span>
      {names.map((name) => (
        <span className="f" key={name}>
          <Icon name={icon} />
          <span>
            {name.split('*').map((part, index) => (
              <Fragment key={part}>{index % 2 === 1 ? <em>{part}</em> : part}</Fragment>
            ))}
          </span>
        </span>
      ))}
    </span>
  );
}
